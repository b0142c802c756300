"""One address for two servers, as a reverse proxy gives it: sockets here, all else there."""

import asyncio
import sys
from contextlib import suppress

SOCKETS = b" /live/ "
CHUNK_BYTES = 64 * 1024


async def pour(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while chunk := await source.read(CHUNK_BYTES):
            sink.write(chunk)
            await sink.drain()
    sink.close()


async def route(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, web: int, live: int
) -> None:
    """A browser opens a connection of its own for a socket, so its first line tells."""
    with suppress(ConnectionError, asyncio.IncompleteReadError):
        line = await reader.readuntil(b"\n")
        port = live if SOCKETS in line else web
        from_server, to_server = await asyncio.open_connection("127.0.0.1", port)
        to_server.write(line)
        await asyncio.gather(pour(reader, to_server), pour(from_server, writer))
    writer.close()


async def main(port: int, web: int, live: int) -> None:
    server = await asyncio.start_server(
        lambda reader, writer: route(reader, writer, web=web, live=live),
        "127.0.0.1",
        port,
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))
