"""The sections of the national classification of industries (国民经济行业分类, GB/T 4754); a client's code begins with its letter."""

from django.utils.translation import gettext_lazy as _

SECTIONS = {
    "A": _("A agriculture, forestry, fishing"),
    "B": _("B mining"),
    "C": _("C manufacturing"),
    "D": _("D power, heat, gas, water"),
    "E": _("E construction"),
    "F": _("F wholesale and retail"),
    "G": _("G transport, storage, post"),
    "H": _("H hotels and catering"),
    "I": _("I software and information"),
    "J": _("J finance"),
    "K": _("K real estate"),
    "L": _("L leasing and business services"),
    "M": _("M research and technical services"),
    "N": _("N water, environment, public facilities"),
    "O": _("O household services, repair"),
    "P": _("P education"),
    "Q": _("Q health and social work"),
    "R": _("R culture, sport, entertainment"),
    "S": _("S public administration"),
    "T": _("T international organisations"),
}
