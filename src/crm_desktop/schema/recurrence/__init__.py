"""Rules by which something recurs (RFC 5545, from DAILY to YEARLY): read, written, said in words, and worked out."""
