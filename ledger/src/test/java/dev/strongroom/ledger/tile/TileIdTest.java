// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.ledger.MalformedLedgerException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TileIdTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 256, tile/0/000",
    "0, 1234067, 256, tile/0/x001/x234/067",
    "1, 999, 17, tile/1/999.p/17",
    "2, 1000, 255, tile/2/x001/000.p/255",
    "63, 9223372036854775807, 1, tile/63/x009/x223/x372/x036/x854/x775/807.p/1",
    "-1, 273, 112, tile/entries/273.p/112",
    "-1, 1000000, 256, tile/entries/x001/x000/000"
  })
  void pathsAreThoseOfTheSpecification(int level, long index, int width, String path)
      throws MalformedLedgerException {
    TileId id = new TileId(level, index, width);
    assertThat(id.path()).isEqualTo(path);
    assertThat(TileId.parse(path)).isEqualTo(id);
    assertThat(id.completed()).isEqualTo(new TileId(level, index, 256));
  }

  /// Its digits are those of the path even where people write others.
  @Test
  void pathsDoNotDependOnTheLocale() {
    Locale before = Locale.getDefault(Locale.Category.FORMAT);
    try {
      Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(new TileId(0, 1234067, 256).path()).isEqualTo("tile/0/x001/x234/067");
    } finally {
      Locale.setDefault(Locale.Category.FORMAT, before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/0/1000",
        "tile/0/001/002",
        "tile/0/x001/x002",
        "tile/00/000",
        "tile/01/000",
        "tile/64/000",
        "tile/99/000",
        "tile/-1/000",
        "tile/+1/000",
        "tile/x/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/999",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/000.p",
        "tile/0/000/",
        "/tile/0/000",
        "tile/0/000 ",
        "tile/0/000\n",
        "tile/0/-01",
        "tile/0/x009/x223/x372/x036/x854/x775/808",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
        "tile/0/x001/x000/x000/x000/x000/x000/x000/000",
        "tile/0/٠٠٠",
        "tile/data/000",
        "tile/0/../000"
      })
  void otherPathsAreRefused(String path) {
    assertThatThrownBy(() -> TileId.parse(path)).isInstanceOf(MalformedLedgerException.class);
  }

  /// tlog-tiles, "Partial Tiles": a tree of 70,000.
  @Test
  void aTreeHasTheTilesOfTheSpecification() {
    long size = 70_000;
    assertThat(TileId.hashesAt(0, size)).isEqualTo(273 * 256 + 112);
    assertThat(TileId.hashesAt(1, size)).isEqualTo(256 + 17);
    assertThat(TileId.hashesAt(2, size)).isEqualTo(1);
    assertThat(TileId.hashesAt(3, size)).isZero();
    assertThat(TileId.hashesAt(TileId.ENTRIES, size)).isEqualTo(size);
    assertThat(TileId.in(0, 272, size).whole()).isTrue();
    assertThat(TileId.in(0, 273, size)).isEqualTo(new TileId(0, 273, 112));
    assertThat(TileId.in(TileId.ENTRIES, 273, size)).isEqualTo(new TileId(-1, 273, 112));
    assertThat(TileId.in(1, 0, size).whole()).isTrue();
    assertThat(TileId.in(1, 1, size)).isEqualTo(new TileId(1, 1, 17));
    assertThat(TileId.in(2, 0, size)).isEqualTo(new TileId(2, 0, 1));
    assertThat(TileId.in(1, 0, 256)).isEqualTo(new TileId(1, 0, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 274, 70000",
    "1, 2, 70000",
    "2, 1, 70000",
    "3, 0, 70000",
    "8, 0, 9223372036854775807",
    "63, 0, 9223372036854775807",
    "0, 1, 256",
    "1, 0, 255",
    "0, 0, 0",
    "0, -1, 70000",
    "0, 72057594037927936, 70000",
    "0, 36028797018963968, 70000",
    "0, 9223372036854775807, 70000",
    "-2, 0, 70000",
    "64, 0, 70000"
  })
  void aTreeHasNoOtherTiles(int level, long index, long size) {
    assertThatThrownBy(() -> TileId.in(level, index, size))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
