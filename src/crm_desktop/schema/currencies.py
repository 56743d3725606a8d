"""The currencies of the world (ISO 4217) and the signs that people write instead of their codes.

A sign may stand for several: "$" is that of the book's own currency where this is a dollar, else the first listed.
A list that begins with a comma, like that of "kr", has no first: the book's own currency decides or none does.
"""

from __future__ import annotations

_CODES = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY
    COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS
    INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP
    MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR
    SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV
    WST XAF XCD XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES = frozenset(_CODES.split())
_SIGNS = {
    "$": "USD AUD CAD NZD HKD SGD TWD MXN ARS CLP COP UYU BBD BMD BND BSD BZD FJD GYD JMD KYD LRD NAD SBD SRD TTD XCD",
    "us$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "can$": "CAD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD",
    "nt$": "TWD", "mx$": "MXN", "r$": "BRL", "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP EGP GIP FKP SHP SYP LBP", "¥": "JPY CNY",
    "円": "JPY", "元": "CNY", "rmb": "CNY", "₹": "INR", "rs": "INR PKR LKR NPR MUR SCR", "₽": "RUB", "₩": "KRW", "₪": "ILS", "₺": "TRY",
    "₴": "UAH", "₫": "VND", "₦": "NGN", "₱": "PHP", "₡": "CRC", "฿": "THB", "₸": "KZT", "₼": "AZN", "₾": "GEL", "₵": "GHS", "zł": "PLN",
    "zl": "PLN", "kč": "CZK", "kc": "CZK", "ft": "HUF", "lei": "RON MDL", "fr": "CHF", "sfr": "CHF", "r": "ZAR", "rm": "MYR", "rp": "IDR",
    "kr": ",DKK NOK SEK ISK", "dollar": "USD AUD CAD NZD", "dollars": "USD AUD CAD NZD",
}  # fmt: skip

_SHORT = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


def with_currency(amount: str, code: str) -> str:
    """Return an amount with its currency before it: "$ 96,420", "CHF 1,200"."""
    return f"{_SHORT.get(code, code)} {amount}"


def currency_of(word: str, home: str | None = None) -> str | None:
    """Return the code that a code, sign or name stands for in a book whose own currency is `home`.

    None if the word is unknown, empty if it is a currency, but which one is open.
    """
    key = word.strip().rstrip(".")
    if key.upper() in CURRENCIES and key.isascii():
        return key.upper()
    meant = _SIGNS.get(key.casefold())
    if meant is None:
        return None
    codes = meant.replace(",", " ").split()
    return home if home in codes else "" if meant.startswith(",") else codes[0]
