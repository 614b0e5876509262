// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.materials;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.image.JsonTree;
import dev.strongroom.image.materials.InstalledFile.Content;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The files of a ramdisk as a text, to be kept beside it.
public final class FileListing {
  private FileListing() {}

  /// Writes a list.
  public static Bytes text(List<InstalledFile> files) {
    return JsonTree.indented(Map.of("files", files.stream().map(FileListing::members).toList()));
  }

  /// Reads what [#text] wrote.
  ///
  /// @throws MalformedJsonException if it is something else
  public static List<InstalledFile> parse(String text) throws MalformedJsonException {
    List<InstalledFile> files = new ArrayList<>();
    for (JsonNode item : JsonNode.parse(text).member("files").items()) {
      files.add(file(item));
    }
    return files;
  }

  private static Map<String, Object> members(InstalledFile file) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("path", file.path());
    switch (file.content()) {
      case Content.Data(Bytes sha256, long size) -> {
        members.put("sha256", sha256.hex());
        members.put("size", size);
      }
      case Content.Link(String target) -> members.put("link", target);
    }
    if (!file.from().isEmpty()) {
      members.put("from", file.from().stream().map(Bytes::hex).toList());
    }
    members.put("why", file.why());
    return members;
  }

  private static InstalledFile file(JsonNode item) throws MalformedJsonException {
    List<Bytes> from = new ArrayList<>();
    Optional<JsonNode> origins = item.optional("from");
    for (JsonNode origin : origins.isPresent() ? origins.get().items() : List.<JsonNode>of()) {
      from.add(hex(origin));
    }
    Optional<JsonNode> link = item.optional("link");
    Content content =
        link.isPresent()
            ? new Content.Link(link.get().text())
            : new Content.Data(hex(item.member("sha256")), size(item.member("size")));
    return new InstalledFile(item.member("path").text(), content, from, item.member("why").text());
  }

  private static long size(JsonNode node) throws MalformedJsonException {
    if (!(node.value() instanceof Long size) || size < 0) {
      throw node.error("a size is needed");
    }
    return size;
  }

  private static Bytes hex(JsonNode node) throws MalformedJsonException {
    try {
      return Bytes.fromHex(node.text());
    } catch (IllegalArgumentException e) {
      throw node.error("no hexadecimal digits");
    }
  }
}
