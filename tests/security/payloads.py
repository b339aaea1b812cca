"""What attackers type: our own short list, each with the trace that it leaves where it works."""

CANARY = "fpxss7"
"""Stands in every payload, so that a page that shows one can be found."""

MARKUP = (
    f"<script>{CANARY}()</script>",
    f'"><script>{CANARY}()</script>',
    f"'><img src=x onerror={CANARY}()>",
    f"</title><svg/onload={CANARY}()>",
    f"</textarea><iframe srcdoc='<script>{CANARY}()</script>'>",
    f'<a href="javascript:{CANARY}()">x</a>',
    f"[x](javascript:{CANARY}())",
    f"![x](data:text/html,{CANARY})",
    f"**<b onmouseover={CANARY}()>x</b>**",
    f"<!--><img src=x onerror={CANARY}()>-->",
    f"\u2028<svg><animate onbegin={CANARY}() attributeName=x>",
    f"&#60;script&#62;{CANARY}()&#60;/script&#62;",
    f"' autofocus onfocus={CANARY}() x='",
)
TEMPLATES = ("{{ 7 * 191 }}" + CANARY, "{% for x in (1,2) %}" + CANARY + "{% endfor %}", "${7*191}#{7*191}" + CANARY)
"""1337 on a page would be the work of one of them."""
SQL = (
    f"{CANARY}' OR '1'='1",
    f"{CANARY}'; DROP TABLE staff; --",
    f'{CANARY}" UNION SELECT passphrase FROM staff --',  # noqa: S608  # it is typed, and never a query
    f"{CANARY}') OR 1=1 --",
    f"{CANARY}%' AND (SELECT 1 FROM pg_sleep(9)) IS NOT NULL --",  # noqa: S608
)
SHELL = (f"{CANARY}; cat /etc/passwd", f"$(cat /etc/passwd){CANARY}", f"`id`{CANARY}", f"{CANARY} | sleep 9")
FORMATS = (f"{CANARY}%s%s%n", f"{CANARY}{{0.__class__}}", f"=cmd|' /C calc'!A0{CANARY}")
HEADERS = (f"{CANARY}\r\nSet-Cookie: stolen=1", f"{CANARY}\nLocation: https://evil.example", f"{CANARY}%0d%0aX-Evil: 1")
ELSEWHERE = (
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/%2f%2fevil.example",
    "https:evil.example",
    "/desk/../..//evil.example",
    "/desk@evil.example",
    "javascript:alert(1)",
    "\t//evil.example",
    "/desk\r\nLocation: https://evil.example",
)
TRAVERSAL = (
    "../../../../etc/passwd",
    "..%2f..%2f..%2f..%2fetc%2fpasswd",
    "....//....//etc/passwd",
    "%252e%252e%252fetc%252fpasswd",
    "..\\..\\..\\etc\\passwd",
    "/etc/passwd",
    "file:///etc/passwd",
    "%c0%ae%c0%ae/etc/passwd",
    "secret.key",
    "fairpassage.sqlite3",
    ".env",
    ".git/config",
)

TYPED = (*MARKUP, *TEMPLATES, *SQL, *SHELL, *FORMATS, *HEADERS)
"""Everything that can be typed into a field."""
EVIDENCE = ("root:", "1337", "sqlite3.", "sqlalchemy", "syntax error", "Traceback", "pg_sleep(9)) is", "jinja2.")
"""What stands in no answer."""
