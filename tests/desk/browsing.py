"""People at browsers of their own."""

from collections.abc import Callable

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from qiao.desk.people.models import User

WIDE, PHONE = {"width": 1400, "height": 900}, {"width": 390, "height": 844}
Window = Callable[..., Page]


class Visitor:
    """A person at a browser of their own; what goes wrong in it is kept."""

    def __init__(self, browser: Browser, address: str) -> None:
        """Nobody has signed in yet; windows are opened by `window`."""
        self.browser, self.address = browser, address
        self.noted: list[str] = []
        self.forgiven: set[str] = set()
        self.contexts: list[BrowserContext] = []

    def window(
        self, person: User | None = None, *, english: bool = False, dark: bool = False, phone: bool = False
    ) -> Page:
        """A fresh window, signed in as a person without passing the entrance, or signed out."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport=PHONE if phone else WIDE,  # type: ignore[arg-type]
            has_touch=phone,
            color_scheme="dark" if dark else "light",
            locale="en-GB" if english else "zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        self.contexts.append(context)
        if person is not None:
            person.language, person.theme = "en" if english else "zh-hans", ""
            person.save(update_fields=["language", "theme"])
            client = Client()
            client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
            self.give(context, settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value)
        self.give(context, settings.LANGUAGE_COOKIE_NAME, "en" if english else "zh-hans")
        page = context.new_page()
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.noted.append(f"{page.url}: {error}"))
        return page

    def give(self, context: BrowserContext, name: str, value: str) -> None:
        """Put a cookie into a window's browser."""
        context.add_cookies([{"name": name, "value": value, "url": self.address}])

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.noted.append(f"{message.location.get('url', '')}: {message.text}")

    def forgive(self, words: str) -> None:
        """A refusal that the test asked for also stands on the console, sooner or later; just that is no fault."""
        self.forgiven.add(words)

    @property
    def faults(self) -> list[str]:
        """What went wrong."""
        return [fault for fault in self.noted if not any(words in fault for words in self.forgiven)]
