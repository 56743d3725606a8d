"""Statements that compute leads, activities, call list and visit list a second time: of tables alone, calling nothing.

They hold to the definitions that stand on the pages: a day is one of the local clock, a series counts with its next day,
a task is no contact with a customer.
"""

from __future__ import annotations

SPAN = {"first": "2026-01-01", "last": "2026-11-20", "today": "2026-11-20", "ahead": "2026-11-27"}
KINDS = {"call": "Call", "meeting": "Meeting", "visit": "Visit", "email": "E-mail", "letter": "Letter", "task": "Task"}
STEPS = {
    "prospect": "Prospect", "potential": "Potential client", "active": "Active client", "inactive": "Inactive client",
}  # fmt: skip
ALL = "'Total'"
BY_SELLER = "coalesce((SELECT name FROM seller WHERE id = owner_id), 'No seller')"

DEED = """
WITH deed AS (
  SELECT id, kind, minutes, done, trim(ifnull(outcome, '')) <> '' AS noted, owner_id, account_id, contact_id,
         date(iif(recurrence IS NULL OR done, starts, due), 'localtime') AS day
  FROM activity WHERE done OR recurrence IS NULL OR due IS NOT NULL
), past AS (SELECT * FROM deed WHERE done AND day BETWEEN :first AND :last
), met AS (
  SELECT past.*, contact_id AS who FROM past WHERE kind <> 'task'
  UNION ALL SELECT past.*, g.contact_id FROM past JOIN attendee g ON g.activity_id = past.id
  WHERE kind <> 'task' AND ifnull(g.presence, '') NOT IN ('absent', 'declined')
), at AS (
  SELECT met.*, account_id AS firm FROM met UNION ALL SELECT met.*, c.account_id FROM met JOIN contact c ON c.id = who
)
"""
DONE = DEED + "SELECT {by}, count(*), sum(ifnull(minutes, 0)), sum(noted) FROM past GROUP BY 1"
TOUCHED = DEED + "SELECT {by}, count(DISTINCT firm), count(DISTINCT who) FROM at GROUP BY 1"
OWED = DEED + "SELECT {by}, sum(day >= :today), sum(day < :today) FROM deed WHERE NOT done GROUP BY 1"
KINDS_OF = DEED + "SELECT {by}, kind, count(*) FROM past GROUP BY 1, 2"
MONTHS = DEED + "SELECT 0 + substr(day, 6, 2), kind = 'task', count(*) FROM past GROUP BY 1, 2"

LEAD = """
WITH lead AS (
  SELECT id, ifnull(status, 'prospect') AS step, source, owner_id, date(created, 'localtime') AS came, ifnull((
    SELECT json_extract(j.before, '$.status') FROM journal j JOIN action a ON a.id = j.action
    WHERE j.tbl = 'contact' AND j.op = 'U' AND j.row = contact.id AND json_extract(j.before, '$.status') IS NOT NULL
      AND date(a.at, 'localtime') BETWEEN :first AND :last AND NOT a.undone ORDER BY j.id LIMIT 1
  ), ifnull(status, 'prospect')) AS before
  FROM contact
), told AS (
  SELECT *, before || '>' || step IN
    ('prospect>potential', 'prospect>active', 'potential>active', 'inactive>active') AS further FROM lead
)
"""
LEADS = (
    LEAD
    + """
SELECT {by}, sum(step = 'prospect'), sum(step = 'potential'), sum(step = 'active'), sum(step = 'inactive'), count(*),
       sum(came BETWEEN :first AND :last), sum(further),
       1.0 * sum(further AND before IN ('prospect', 'potential')) / sum(before IN ('prospect', 'potential'))
FROM told {among} GROUP BY 1
"""
)
FRESH = LEAD + "SELECT step, count(*), sum(came BETWEEN :first AND :last OR before <> step) FROM told GROUP BY 1"

WANTED = """
WITH plan AS (
  SELECT *, date(iif(recurrence IS NULL, starts, due), 'localtime') AS day FROM activity
  WHERE NOT done AND (recurrence IS NULL OR due IS NOT NULL)
), talk AS (
  SELECT *, date(starts, 'localtime') AS day FROM activity
  WHERE done AND kind <> 'task' AND date(starts, 'localtime') <= :today
), deal AS (
  SELECT o.*, s.limit_without_contact AS most, coalesce((
      SELECT max(day) FROM talk t
      WHERE t.opportunity_id = o.id OR t.account_id = o.account_id OR t.contact_id = o.contact_id
    ), o.entered_on, (
      SELECT min(date(since, 'localtime')) FROM opportunity_state WHERE opportunity_id = o.id
    )) AS since,
    (SELECT min(day) FROM plan p WHERE p.opportunity_id = o.id OR p.account_id = o.account_id) AS step
  FROM opportunity o JOIN stage s ON s.id = o.stage_id WHERE s.kind = 'open'
), reason AS (
  SELECT contact_id AS c, iif(contact_id IS NULL, account_id, NULL) AS a, day FROM plan
  WHERE day <= :ahead AND coalesce(contact_id, account_id) IS NOT NULL
  UNION ALL
  SELECT contact_id, iif(contact_id IS NULL, account_id, NULL), date(since, '+' || most || ' days') FROM deal
  WHERE julianday(:today) - julianday(since) > most AND (step IS NULL OR step <= :today)
    AND coalesce(contact_id, account_id) IS NOT NULL
  UNION ALL
  SELECT id, NULL, substr(:today, 1, 4) || substr(birthday, 5) FROM contact
  WHERE substr(:today, 1, 4) || substr(birthday, 5) BETWEEN :today AND :ahead
)
SELECT coalesce(c.name, f.name), iif(c.id IS NULL, f.name, ifnull(h.name, '')), count(*),
       iif(c.id IS NULL, coalesce(f.phone, (SELECT coalesce(mobile, phone) FROM contact WHERE account_id = f.id
                                            AND coalesce(mobile, phone) IS NOT NULL ORDER BY id)),
           coalesce(c.mobile, c.phone, h.phone)),
       iif(c.id IS NULL, (SELECT max(day) FROM talk WHERE account_id = f.id),
           coalesce((SELECT max(day) FROM talk WHERE contact_id = c.id),
                    (SELECT max(day) FROM talk WHERE account_id = h.id))),
       coalesce(c.city, h.city, f.city), coalesce(c.postcode, h.postcode, f.postcode)
FROM reason r LEFT JOIN contact c ON c.id = r.c LEFT JOIN account h ON h.id = c.account_id LEFT JOIN account f ON f.id = r.a
GROUP BY r.c, r.a ORDER BY min(r.day), 1
"""
