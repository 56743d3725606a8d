"""CRM Desktop: an offline customer relationship program. One window, one file."""

__version__ = "0.5.0"
