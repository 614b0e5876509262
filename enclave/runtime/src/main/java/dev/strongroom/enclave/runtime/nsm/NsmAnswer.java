// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.attestation.cbor.CborReader;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// The content of one response: fields by name, in whatever order they came.
///
/// Fields that nobody asks for are only checked to be well-formed: a later minor version of the
/// module may add some.
final class NsmAnswer {
  private static final String ERROR = "Error";
  private static final int TEXT_STRING = 3;
  private static final int FALSE = 0xf4;
  private static final int TRUE = 0xf5;
  private static final int MAX_U16 = 0xffff;

  /// One encoded value, and where it stands in the response.
  private record Item(Bytes encoded, int offset) {}

  private final Map<String, Item> fields;
  private final int end;

  private NsmAnswer(Map<String, Item> fields, int end) {
    this.fields = fields;
    this.end = end;
  }

  /// Reads a response that has content: a map of one pair, the command's name and its fields.
  ///
  /// @throws NsmException if it is an error, or no answer to `command`
  static NsmAnswer of(Bytes response, String command) throws NsmException {
    try {
      if (isText(response)) {
        throw broken("nsm.answer", 0, command + " answered without content");
      }
      CborReader in = named(response, command);
      NsmAnswer answer = new NsmAnswer(items(in, response), in.offset());
      onePair(in, response);
      return answer;
    } catch (CborException e) {
      throw malformed(e);
    }
  }

  /// Reads a response without content: the command's name.
  ///
  /// @throws NsmException if it is an error, or no answer to `command`
  static void bare(Bytes response, String command) throws NsmException {
    try {
      if (!isText(response)) {
        CborReader in = named(response, command);
        throw broken("nsm.answer", in.offset(), command + " answered with content");
      }
      CborReader in = new CborReader(response, 0);
      String name = in.textString();
      in.end();
      if (!name.equals(command)) {
        throw broken("nsm.answer", 0, command + " answered by another command's name");
      }
    } catch (CborException e) {
      throw malformed(e);
    }
  }

  /// An integer from 0 to 65535.
  int u16(String name) throws NsmException {
    Item item = item(name);
    try {
      return u16(reader(item), name);
    } catch (CborException e) {
      throw malformed(e);
    }
  }

  /// A set of integers from 0 to 65535, each once, in any order.
  SortedSet<Integer> u16s(String name) throws NsmException {
    Item item = item(name);
    try {
      CborReader in = reader(item);
      SortedSet<Integer> values = new TreeSet<>();
      int count = in.arrayHeader();
      while (in.more(count, values.size())) {
        int at = in.offset();
        if (!values.add(u16(in, name))) {
          throw broken("nsm.value", at, name + " holds a number twice");
        }
      }
      return values;
    } catch (CborException e) {
      throw malformed(e);
    }
  }

  /// A text that isn't empty.
  String text(String name) throws NsmException {
    Item item = item(name);
    try {
      String text = reader(item).textString();
      require(!text.isEmpty(), "nsm.length", item, name + " is empty");
      return text;
    } catch (CborException e) {
      throw malformed(e);
    }
  }

  /// Bytes, at least one.
  Bytes bytes(String name) throws NsmException {
    Item item = item(name);
    try {
      Bytes bytes = reader(item).byteString();
      require(!bytes.isEmpty(), "nsm.length", item, name + " is empty");
      return bytes;
    } catch (CborException e) {
      throw malformed(e);
    }
  }

  /// Bytes of a length that SHA-2 digests have.
  Bytes digest(String name) throws NsmException {
    Item item = item(name);
    Bytes value = bytes(name);
    boolean known =
        switch (value.length()) {
          case 32, 48, 64 -> true;
          default -> false;
        };
    require(known, "nsm.length", item, name + " of " + value.length() + " bytes");
    return value;
  }

  /// True or false.
  boolean flag(String name) throws NsmException {
    // The reader can skip these two but has no method for them.
    Item item = item(name);
    int encoded = item.encoded().at(0);
    require(encoded == TRUE || encoded == FALSE, "cbor.type", item, name + " isn't a boolean");
    return encoded == TRUE;
  }

  private Item item(String name) throws NsmException {
    Item item = fields.get(name);
    if (item == null) {
      throw broken("nsm.missing-field", end, "no " + name + " before the end");
    }
    return item;
  }

  private static boolean isText(Bytes response) {
    return !response.isEmpty() && response.at(0) >>> 5 == TEXT_STRING;
  }

  /// A reader behind the one key of the response.
  private static CborReader named(Bytes response, String command)
      throws CborException, NsmException {
    CborReader in = new CborReader(response, 0);
    int count = in.mapHeader();
    if (!in.more(count, 0)) {
      throw broken("nsm.answer", 0, "empty map");
    }
    int at = in.offset();
    String name = in.textString();
    if (name.equals(ERROR)) {
      String error = in.textString();
      onePair(in, response);
      throw new NsmException(
          NsmError.of(error)
              .<NsmFailure>map(NsmFailure.Refused::new)
              .orElseGet(() -> new NsmFailure.RefusedOtherwise(error)));
    }
    if (!name.equals(command)) {
      throw broken("nsm.answer", at, command + " answered by another command's name");
    }
    return in;
  }

  /// Makes sure that the response's map has ended after one pair, and the response with it.
  private static void onePair(CborReader in, Bytes response) throws CborException, NsmException {
    CborReader head = new CborReader(response, 0);
    int at = in.offset();
    if (in.more(head.mapHeader(), 1)) {
      throw broken("nsm.answer", at, "more than one answer");
    }
    in.end();
  }

  private static Map<String, Item> items(CborReader in, Bytes response)
      throws CborException, NsmException {
    Map<String, Item> items = new HashMap<>();
    int count = in.mapHeader();
    for (int i = 0; in.more(count, i); i++) {
      int at = in.offset();
      String name = in.textString();
      int start = in.offset();
      in.skip();
      Item item = new Item(response.slice(start, in.offset()), start);
      if (items.put(name, item) != null) {
        throw broken("cbor.duplicate-key", at, "field that stood before");
      }
    }
    return items;
  }

  private static CborReader reader(Item item) {
    return new CborReader(item.encoded(), item.offset());
  }

  private static int u16(CborReader in, String name) throws CborException, NsmException {
    int at = in.offset();
    long value = in.integer();
    if (value < 0 || value > MAX_U16) {
      throw broken("nsm.value", at, name + " outside 0 to 65535");
    }
    return (int) value;
  }

  private static void require(boolean holds, String rule, Item item, String detail)
      throws NsmException {
    if (!holds) {
      throw broken(rule, item.offset(), detail);
    }
  }

  private static NsmException malformed(CborException e) {
    return broken(e.code(), e.offset(), e.getMessage());
  }

  private static NsmException broken(String rule, int offset, String detail) {
    return new NsmException(new NsmFailure.MalformedResponse(rule, offset, detail));
  }
}
