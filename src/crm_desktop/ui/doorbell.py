"""A book is open in one window at a time: whoever wants it elsewhere rings, and that window shows itself.

The bell is a local socket of the user on this computer, no network. It is named after the book, so that only a window
which has the lock on the file can have its bell; what a program that was killed left behind is simply taken away.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

_LATER = 1_000
"""Milliseconds after which a window can be called: the first paint does not wait for it."""
_PATIENCE = 2_000
_ANSWER = b"here"


class Doorbell(QObject):
    """The bell of one open book."""

    rang = Signal()
    """Somebody wants the book: the window is to show itself."""

    def __init__(self, path: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._path = path
        self._server: QLocalServer | None = None
        self.timer = QTimer(self, singleShot=True, interval=_LATER)
        self.timer.timeout.connect(self.listen)
        self.timer.start()

    def listen(self) -> None:
        """Be there for whoever rings; where that is not possible, the other window says that the book is open."""
        from PySide6.QtNetwork import QLocalServer

        self.timer.stop()
        if self._server is not None:
            return
        name = _name(self._path)
        QLocalServer.removeServer(name)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        self._server.listen(name)

    def stop(self) -> None:
        """Answer no more: the book is about to be closed."""
        self.timer.stop()
        if self._server is not None:
            self._server.close()

    def _answer(self) -> None:
        assert self._server is not None
        while (caller := self._server.nextPendingConnection()) is not None:
            caller.disconnected.connect(caller.deleteLater)
            caller.write(_ANSWER)
            caller.disconnectFromServer()  # as soon as it is written
            self.rang.emit()


def ring(path: Path) -> bool:
    """Ask the window that has a book to show itself; return whether there is one that answers."""
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(_name(path))
    return (
        socket.waitForConnected(_PATIENCE)
        and (socket.bytesAvailable() > 0 or socket.waitForReadyRead(_PATIENCE))
        and socket.readAll().data() == _ANSWER
    )


def _name(path: Path) -> str:
    """Return the name of a book's bell, which differs between two users, too."""
    told = f"{Path.home()}\n{os.path.normcase(path.resolve())}"
    return f"crm-desktop-{sha256(told.encode(errors='surrogateescape')).hexdigest()[:24]}"
