"""Where the writing page stands on the live site, and what its policy lets it do."""

FOLDER = "write"
PAGE = f"{FOLDER}/index.html"
FORM = f"{FOLDER}/form.json"  # by which it is told from a page of the coach's with this address
API = "https://api.github.com"
# It loads its own files alone and speaks with GitHub alone. What is shown of a text stands in a frame without rights,
# in which a picture can only be a part of the page (data:).
POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    f"img-src 'self' blob: data:; connect-src 'self' {API}; frame-src 'self' blob:"
)
