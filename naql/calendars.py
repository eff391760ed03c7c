"""What all rooms know of calendars: the names of the months, the years a Jalali date can have, digits of both scripts."""

from __future__ import annotations

# The name in Iran (the one that is shown), the name in Afghanistan, the name in Latin letters.
JALALI_MONTHS = (
    ("فروردین", "حمل", "farvardin"),
    ("اردیبهشت", "ثور", "ordibehesht"),
    ("خرداد", "جوزا", "khordad"),
    ("تیر", "سرطان", "tir"),
    ("مرداد", "اسد", "mordad"),
    ("شهریور", "سنبله", "shahrivar"),
    ("مهر", "میزان", "mehr"),
    ("آبان", "عقرب", "aban"),
    ("آذر", "قوس", "azar"),
    ("دی", "جدی", "dey"),
    ("بهمن", "دلو", "bahman"),
    ("اسفند", "حوت", "esfand"),
)
# The name that is shown in Persian, its other spellings, the English name.
GREGORIAN_MONTHS = (
    ("ژانویه", "january"),
    ("فوریه", "february"),
    ("مارس", "march"),
    ("آوریل", "april"),
    ("مه", "می", "may"),
    ("ژوئن", "جون", "june"),
    ("ژوئیه", "جولای", "july"),
    ("اوت", "آگست", "august"),
    ("سپتامبر", "september"),
    ("اکتبر", "october"),
    ("نوامبر", "november"),
    ("دسامبر", "december"),
)
JALALI_YEARS = range(1200, 1600)  # years that news can carry; Gregorian ones begin far above
TO_ASCII = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
TO_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
