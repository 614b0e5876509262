// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.receipt.SignedCheckpoint;
import dev.strongroom.ledger.tile.TileId;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;

/// Fetches a whole log into a folder, as anybody may: checkpoint, tiles, leaves.
record LogCopy(AttestedHttpClient http, URI log, Path folder) {
  /// The checkpoint's file in the folder.
  static final String CHECKPOINT = "checkpoint";

  /// Fetches it.
  ///
  /// @return how many leaves it has
  long fetch() throws IOException, InterruptedException, MalformedLedgerException {
    fetch(CHECKPOINT);
    long size =
        SignedCheckpoint.parse(Files.readString(folder.resolve(CHECKPOINT))).checkpoint().size();
    tiles(TileId.ENTRIES, size);
    for (int level = 0; TileId.hashesAt(level, size) > 0; level++) {
      tiles(level, size);
    }
    return size;
  }

  private void tiles(int level, long size) throws IOException, InterruptedException {
    long hashes = TileId.hashesAt(level, size);
    for (long index = 0; index * TileId.WIDTH < hashes; index++) {
      fetch(TileId.in(level, index, size).path());
    }
  }

  private void fetch(String path) throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        http.send(HttpRequest.newBuilder(log.resolve(path)).build(), BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw new IOException(path + ": status " + response.statusCode());
      }
      Path file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      Files.copy(body, file);
    }
  }
}
