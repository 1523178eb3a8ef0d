"""How large a file may be that somebody sends: counted while it streams in, so that no more of it is ever kept."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

LARGEST = 20 << 20
_LARGER: dict[str, int] = {}


def allow(view: str, most: int) -> None:
    """Let files of so many bytes come to one page, by its name."""
    _LARGER[view] = most


class Limited(FileUploadHandler):
    """Stops a file that grows too large; the request then says so as `is_upload_too_large`."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Count each file from its beginning."""
        super().new_file(*args, **kwargs)
        match = self.request.resolver_match if self.request else None
        self._size, self._most = 0, _LARGER.get(match.view_name, LARGEST) if match else LARGEST

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand on what came, as long as it is not too much."""
        self._size += len(raw_data)
        if self._size > self._most:
            self.request.is_upload_too_large = True  # type: ignore[union-attr]
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler keeps it."""
