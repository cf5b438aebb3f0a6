"""The pages of the office in their order; another one is another line here."""

from __future__ import annotations

from .camera_page import CameraPage
from .cards_page import CardsPage
from .fever_page import FeverPage
from .import_page import ImportPage
from .keeping_page import KeepingPage
from .keys_page import KeysPage
from .lanes_page import LanesPage
from .page import Page
from .passes_page import PassesPage
from .policy_page import PolicyPage
from .records_page import RecordsPage
from .register_page import RegisterPage
from .renters_page import RentersPage

PAGES: tuple[type[Page], ...] = (
    RegisterPage,
    ImportPage,
    PassesPage,
    CardsPage,
    RentersPage,
    KeysPage,
    RecordsPage,
    FeverPage,
    PolicyPage,
    CameraPage,
    KeepingPage,
    LanesPage,
)
