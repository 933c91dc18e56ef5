// What was typed and is not saved yet, kept in this browser until a save is confirmed: texts in localStorage, which tells
// the other tabs too, and photographs in IndexedDB.

const key = (place, name) => `writing:${place}:${name}`;

// Kept as { text, version, at }; false where this browser keeps nothing: storage is full, or private.
export const keep = (place, name, kept) => {
  try {
    localStorage.setItem(key(place, name), JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
};

const read = (words) => {
  try {
    const kept = JSON.parse(words);
    return typeof kept?.text === "string" ? kept : null;
  } catch {
    return null;
  }
};

export const kept = (place, name) => {
  try {
    return read(localStorage.getItem(key(place, name)));
  } catch {
    return null;
  }
};

// The names of all that is kept for a place.
export const names = (place) => {
  try {
    return Object.keys(localStorage).filter((one) => one.startsWith(key(place, "")) && kept(place, one.slice(key(place, "").length))).map((one) => one.slice(key(place, "").length));
  } catch {
    return [];
  }
};

export const forget = async (place, name) => {
  try {
    localStorage.removeItem(key(place, name));
  } catch {
    // then nothing was kept either
  }
  for (const picture of await pictures(place, name)) await forgetPicture(place, name, picture.name);
};

// Tell what another tab typed into a text, or null where it saved or discarded it.
export const listen = (place, told) => {
  addEventListener("storage", (event) => {
    if (event.key?.startsWith(key(place, ""))) told(event.key.slice(key(place, "").length), read(event.newValue));
  });
};

const store = () =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open("writing", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("pictures");
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });

const ask = async (mode, question) => {
  const database = await store();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction("pictures", mode);
      const request = question(transaction.objectStore("pictures"));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
};

// A photograph that goes with a text: { name, bytes }. Its bytes, and not a file, which Safari may lose.
export const keepPicture = async (place, name, picture) => {
  try {
    await ask("readwrite", (pictures) => pictures.put(picture, `${key(place, name)}:${picture.name}`));
    return true;
  } catch {
    return false;
  }
};

const range = (place, name) => IDBKeyRange.bound(`${key(place, name)}:`, `${key(place, name)}:\uffff`);

export const pictures = async (place, name) => {
  try {
    return await ask("readonly", (all) => all.getAll(range(place, name)));
  } catch {
    return [];
  }
};

export const forgetPicture = async (place, name, picture) => {
  try {
    await ask("readwrite", (all) => all.delete(`${key(place, name)}:${picture}`));
  } catch {
    // then it was not kept
  }
};
