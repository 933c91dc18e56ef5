"""Rules, as pure functions of sources, facts, built pages and the whole site; may import sources/, pictures/ and forms/."""
