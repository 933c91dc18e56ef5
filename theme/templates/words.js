{#- What the scripts say, in the language of the site (theme/words); in every page with a script, before it. -#}
globalThis.words = {{ SCRIPT_WORDS | tojson }};

const rules = new Intl.PluralRules({{ SITE.language | tojson }});

// The words with what stands in their braces; those of the plural form for a number.
globalThis.fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
globalThis.plural = (forms, number) => forms[rules.select(number)] ?? forms.other;
