// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.history;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.volume.HistoryRefusedException;
import dev.strongroom.enclave.inference.volume.Ids;
import dev.strongroom.enclave.inference.volume.NewEntry;
import dev.strongroom.enclave.inference.volume.RawJson;
import dev.strongroom.enclave.inference.volume.RawObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Items of conversations, in the shape that OpenAI's Conversations and Responses have them.
final class Items {
  private static final int MOST = 100;
  private static final String MESSAGE = "message";
  private static final Pattern PROPER = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern WORD = Pattern.compile("[a-z][a-z_]{0,39}");

  private final Ids ids;

  Items(Ids ids) {
    this.ids = ids;
  }

  /// A list of items that a client sends.
  ///
  /// @param note of each
  /// @throws HistoryRefusedException if it isn't one, or has too many
  List<NewEntry> ofClient(Bytes list, List<String> note) throws HistoryRefusedException {
    List<Bytes> items = RawJson.items(list);
    if (items.size() > MOST) {
      throw HistoryRefusedException.malformed("at most " + MOST + " items at once");
    }
    List<NewEntry> entries = new ArrayList<>();
    for (Bytes item : items) {
      entries.add(ofClient(RawJson.members(item), note));
    }
    return entries;
  }

  /// What a client says to a model: a text, or items.
  ///
  /// @throws HistoryRefusedException if it is neither
  List<NewEntry> input(Bytes input, List<String> note) throws HistoryRefusedException {
    if (!RawJson.isText(input)) {
      return ofClient(input, note);
    }
    RawObject message = new RawObject().with("role", "user").with("content", input);
    return List.of(ofClient(RawJson.members(message.end()), note));
  }

  private NewEntry ofClient(Map<String, Bytes> members, List<String> note)
      throws HistoryRefusedException {
    Bytes named = members.get("type");
    String type = named == null ? MESSAGE : RawJson.text(named, 40);
    if (!WORD.matcher(type).matches()) {
      throw HistoryRefusedException.malformed("an item's type is a word");
    }
    String id = ids.next(type.equals(MESSAGE) ? "msg_" : "item_");
    RawObject item = new RawObject().with("id", id).with("type", type);
    if (type.equals(MESSAGE)) {
      message(item, members);
    }
    members.forEach((name, value) -> {
      if (!name.equals("id") && !name.equals("type") && !written(type, name)) {
        item.with(name, value);
      }
    });
    return new NewEntry(id, item.end(), note);
  }

  private static boolean written(String type, String name) {
    return type.equals(MESSAGE) && Set.of("status", "role", "content").contains(name);
  }

  private static void message(RawObject item, Map<String, Bytes> members)
      throws HistoryRefusedException {
    Bytes role = members.get("role");
    Bytes content = members.get("content");
    if (role == null || content == null) {
      throw HistoryRefusedException.malformed("a message has role and content");
    }
    String who = RawJson.text(role, 40);
    if (!WORD.matcher(who).matches()) {
      throw HistoryRefusedException.malformed("a role is a word");
    }
    Bytes status = members.get("status");
    if (status == null) {
      item.with("status", "completed");
    } else {
      item.with("status", RawJson.text(status, 40));
    }
    item.with("role", who);
    if (RawJson.isList(content)) {
      item.with("content", content);
      return;
    }
    if (!RawJson.isText(content)) {
      throw HistoryRefusedException.malformed("content is a text or a list");
    }
    RawObject part =
        new RawObject()
            .with("type", who.equals("assistant") ? "output_text" : "input_text")
            .with("text", content);
    if (who.equals("assistant")) {
      part.with("annotations", List.of());
    }
    item.with("content", RawObject.list(List.of(part.end())));
  }

  /// Items that a model wrote, as they are. They keep their ids, if these are proper and new.
  ///
  /// @param taken ids that they can't have
  /// @throws HistoryRefusedException if they aren't items
  List<NewEntry> ofModel(Bytes list, Set<String> taken, List<String> note)
      throws HistoryRefusedException {
    Set<String> used = new HashSet<>(taken);
    List<NewEntry> entries = new ArrayList<>();
    for (Bytes item : RawJson.items(list)) {
      Map<String, Bytes> members = RawJson.members(item);
      Bytes own = members.get("id");
      String id = own != null && RawJson.isText(own) ? RawJson.text(own, 1000) : "";
      if (PROPER.matcher(id).matches() && used.add(id)) {
        entries.add(new NewEntry(id, item, note));
        continue;
      }
      String other = ids.next("item_");
      used.add(other);
      RawObject renamed = new RawObject().with("id", other);
      members.forEach((name, value) -> {
        if (!name.equals("id")) {
          renamed.with(name, value);
        }
      });
      entries.add(new NewEntry(other, renamed.end(), note));
    }
    return entries;
  }
}
