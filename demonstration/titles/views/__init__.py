"""Pages of titles."""

from demonstration.titles.views.appealing import AppealList, AppealPage, WithdrawAppeal
from demonstration.titles.views.asking import AskAboutNomination, AskAboutTitle
from demonstration.titles.views.changing import KeepTitle, LowerTitle, RevokeTitle
from demonstration.titles.views.naming import NamePage
from demonstration.titles.views.printing import (
    CertificatePage,
    CertificatePdf,
    CertificatesPage,
    CertificatesPdf,
    DecisionPage,
    PlatesPage,
    RemovalPage,
)
from demonstration.titles.views.priorities import PriorityList, PriorityPrint, UsePriority
from demonstration.titles.views.public import register, register_entry
from demonstration.titles.views.showing import DoubtfulTitles, TitleList, TitlePage

__all__ = [
    "AppealList",
    "AppealPage",
    "AskAboutNomination",
    "AskAboutTitle",
    "CertificatePage",
    "CertificatePdf",
    "CertificatesPage",
    "CertificatesPdf",
    "DecisionPage",
    "DoubtfulTitles",
    "KeepTitle",
    "LowerTitle",
    "NamePage",
    "PlatesPage",
    "PriorityList",
    "PriorityPrint",
    "RemovalPage",
    "RevokeTitle",
    "TitleList",
    "TitlePage",
    "UsePriority",
    "WithdrawAppeal",
    "register",
    "register_entry",
]
