// Make a calendar file of a conversation that was booked elsewhere. It is made in this tab, and nothing is sent.
const utc = (time) => new Date(time).toISOString().replace(/[-:]|\.\d+/g, "");
const text = (words) => words.replace(/[\\;,]/g, "\\$&");
// A line has at most 75 bytes (RFC 5545); 18 letters have no more in any script.
const folded = (line) => (new Blob([line]).size > 75 ? line.match(/.{1,18}/gu).join("\r\n ") : line);

for (const form of document.querySelectorAll("[data-module=calendar-entry]")) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { minutes, title, note } = form.dataset;
    const start = utc(form.querySelector("input").value);
    const file = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//${location.hostname}//Session//EN
BEGIN:VEVENT
UID:${start}@${location.hostname}
DTSTAMP:${utc(Date.now())}
DTSTART:${start}
DURATION:PT${minutes}M
SUMMARY:${text(title)}
DESCRIPTION:${text(note)}
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-P1D
DESCRIPTION:${text(note)}
END:VALARM
END:VEVENT
END:VCALENDAR
`;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([file.split("\n").map(folded).join("\r\n")], { type: "text/calendar" }));
    link.download = "session.ics";
    link.click();
  });
}
