"""Pictures are looked at before anybody keeps them."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from errors import UserError
from exchange.importers import images
from exchange.importers.images import inspect_picture


def draw(kind: str, width: int = 4, height: int = 3, **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize(("kind", "ending"), [("PNG", ".png"), ("JPEG", ".jpg"), ("GIF", ".gif"), ("WEBP", ".webp")])
def test_a_picture_is_named_by_its_bytes_and_by_what_it_is(kind: str, ending: str) -> None:
    data = draw(kind)
    picture = inspect_picture(data)
    assert (picture.data, picture.pixels, picture.address) == (data, 12, f"pictures/{picture.name}")
    assert picture.name.endswith(ending) and len(picture.name) == 32 + len(ending)
    assert inspect_picture(draw(kind)) == picture != inspect_picture(draw(kind, 5))


def test_a_phone_s_jpeg_with_more_pictures_behind_it_is_a_jpeg() -> None:
    more = [Image.new("RGB", (4, 3), "blue")]
    assert inspect_picture(draw("MPO", save_all=True, append_images=more)).name.endswith(".jpg")


@pytest.mark.parametrize("data", [b"", b"<svg/>", draw("PNG")[:45], draw("JPEG")[:200], draw("BMP"), draw("TIFF")])
def test_what_is_damaged_or_of_another_kind_is_refused(data: bytes) -> None:
    with pytest.raises(UserError, match="damaged, or no PNG, JPEG, GIF or WebP inside") as caught:
        inspect_picture(data)
    assert caught.value.remedy == "Save it again as PNG or JPEG."


def test_more_pixels_than_a_browser_bears_are_refused_before_they_are_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MAX_PIXELS", 12)
    assert inspect_picture(draw("PNG")).pixels == 12
    cut = draw("PNG", 13, 1)[:45]  # nothing of it could be unpacked
    monkeypatch.setattr(images, "MAX_PIXELS", 12_000_000)
    with pytest.raises(UserError, match="damaged"):
        inspect_picture(cut)
    monkeypatch.setattr(images, "MAX_PIXELS", 12)
    with pytest.raises(UserError, match="it has more than 0 million pixels") as caught:
        inspect_picture(cut)
    assert caught.value.remedy == "Make it smaller."
