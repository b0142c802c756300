import pytest
from django.http import Http404

from config.media import serve


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "documents").mkdir(parents=True)
    (settings.MEDIA_ROOT / "sound.ogg").write_bytes(b"0123456789")
    (settings.MEDIA_ROOT / "documents" / "list.csv").write_text("private")
    (tmp_path / "secret").write_text("secret")
    (settings.MEDIA_ROOT / "link").symlink_to(tmp_path / "secret")


@pytest.mark.usefixtures("media")
def test_file_is_given_whole_and_harmless(client):
    answer = client.get("/media/sound.ogg")

    assert answer.getvalue() == b"0123456789"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("media")
@pytest.mark.parametrize(
    ("asked", "given", "where"),
    [
        ("bytes=2-4", b"234", "bytes 2-4/10"),
        ("bytes=7-", b"789", "bytes 7-9/10"),
        ("bytes=-2", b"89", "bytes 8-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
    ],
)
def test_player_jumps(client, asked, given, where):
    answer = client.get("/media/sound.ogg", headers={"Range": asked})

    assert answer.status_code == 206
    assert answer.getvalue() == given
    assert answer.headers["Content-Range"] == where


@pytest.mark.usefixtures("media")
def test_part_behind_the_end_is_refused(client):
    answer = client.get("/media/sound.ogg", headers={"Range": "bytes=10-"})

    assert answer.status_code == 416


@pytest.mark.usefixtures("media")
@pytest.mark.parametrize(
    "path",
    ["none.png", "../secret", "link", "documents/list.csv", "x/../documents/list.csv"],
)
def test_what_is_not_public_is_not_there(path, rf):
    with pytest.raises(Http404):
        serve(rf.get("/media/"), path)
