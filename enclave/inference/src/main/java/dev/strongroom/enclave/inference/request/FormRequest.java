// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.request;

import dev.strongroom.attestation.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads forms with files (`multipart/form-data`, RFC 7578): the field `model`. Parts are found as
/// RFC 2046 (5.1.1) has it; what readers could take differently is refused.
public final class FormRequest {
  private static final Pattern TYPE =
      Pattern.compile(
          "multipart/form-data\\s*;\\s*boundary=(?:\"([0-9A-Za-z'()+_,./:=? -]{1,70})\"|"
              + "([0-9A-Za-z'+_.-]{1,70}))\\s*",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern DISPOSITION =
      Pattern.compile(
          "content-disposition:\\s*form-data\\s*;\\s*name=\"([^\"\\\\\\r\\n]{1,100})\""
              + "(?:\\s*;\\s*filename\\*?=[^\\r\\n]{0,1000})?\\s*",
          Pattern.CASE_INSENSITIVE);
  private static final int MOST_PARTS = 64;
  private static final int LONGEST_HEAD = 4096;
  private static final int LONGEST_FIELD = 128;
  private static final Bytes LINE = Bytes.utf8("\r\n");
  private static final Bytes HEAD_END = Bytes.utf8("\r\n\r\n");
  private static final Bytes END = Bytes.utf8("--");

  private final Bytes body;
  private final Bytes delimiter;
  private Optional<String> model = Optional.empty();

  private FormRequest(Bytes body, String boundary) {
    this.body = body;
    this.delimiter = Bytes.utf8("\r\n--" + boundary);
  }

  /// Reads a request.
  ///
  /// @param contentType with the boundary
  /// @throws UnreadableRequestException if it isn't a form with a model
  public static Asked read(String contentType, Bytes body) throws UnreadableRequestException {
    Matcher type = TYPE.matcher(contentType);
    if (!type.matches()) {
      throw new UnreadableRequestException("a form with a boundary is needed");
    }
    String boundary = type.group(1) != null ? type.group(1) : type.group(2);
    return new FormRequest(body, boundary).read();
  }

  private Asked read() throws UnreadableRequestException {
    // The first delimiter has no line before it.
    Bytes first = delimiter.slice(LINE.length(), delimiter.length());
    if (!body.startsWith(first)) {
      throw new UnreadableRequestException("the form doesn't begin with its boundary");
    }
    Set<String> names = new HashSet<>();
    int at = first.length();
    while (!at(at, END)) {
      if (!at(at, LINE) || names.size() >= MOST_PARTS) {
        throw new UnreadableRequestException("a malformed form, or too many parts");
      }
      int content = find(HEAD_END, at, Math.min(body.length(), at + LONGEST_HEAD));
      if (content == at) {
        throw new UnreadableRequestException("a part of the form has no head");
      }
      int end = find(delimiter, content + LINE.length(), body.length());
      String name = name(body.slice(at + LINE.length(), content));
      if (!names.add(name.toLowerCase(Locale.ROOT))) {
        throw new UnreadableRequestException("a field is there twice");
      }
      field(name, content + HEAD_END.length(), end);
      at = end + delimiter.length();
    }
    Bytes behind = body.slice(at + END.length(), body.length());
    if (!behind.isEmpty() && !behind.equals(LINE)) {
      throw new UnreadableRequestException("something is behind the form");
    }
    return new Asked(
        model.orElseThrow(() -> new UnreadableRequestException("no model is named", "model")),
        OptionalLong.empty(),
        1,
        Optional.empty(),
        Map.of());
  }

  private static String name(Bytes head) throws UnreadableRequestException {
    Optional<String> name = Optional.empty();
    String text = new String(head.toByteArray(), StandardCharsets.ISO_8859_1);
    for (String line : text.split("\r\n", -1)) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-disposition")) {
        Matcher disposition = DISPOSITION.matcher(line);
        if (name.isPresent() || !disposition.matches()) {
          throw new UnreadableRequestException("a part of the form has no proper name");
        }
        name = Optional.of(disposition.group(1));
      }
    }
    return name.orElseThrow(
        () -> new UnreadableRequestException("a part of the form has no proper name"));
  }

  private void field(String name, int from, int to) throws UnreadableRequestException {
    if (!name.equals("model")) {
      if (name.equalsIgnoreCase("model")) {
        throw new UnreadableRequestException("a field's name is written in capitals");
      }
      return;
    }
    if (to - from > LONGEST_FIELD || to < from) {
      throw new UnreadableRequestException("a field that is too long", name);
    }
    String value = body.slice(from, to).asUtf8();
    if (value == null) {
      throw new UnreadableRequestException("a field that isn't UTF-8", name);
    }
    model = Optional.of(value);
  }

  private boolean at(int index, Bytes text) {
    return body.length() - index >= text.length()
        && body.slice(index, index + text.length()).equals(text);
  }

  /// The next place of a text.
  private int find(Bytes text, int from, int limit) throws UnreadableRequestException {
    for (int at = from; at <= limit - text.length(); at++) {
      if (body.at(at) == text.at(0) && at(at, text)) {
        return at;
      }
    }
    throw new UnreadableRequestException("a malformed form: a part has no end");
  }
}
