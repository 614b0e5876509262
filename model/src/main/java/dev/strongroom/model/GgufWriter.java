// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.model;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writes a file: entries, table and tensors gather until it is asked for.
final class GgufWriter {
  private static final int ALIGNMENT = 32;

  private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
  private final ByteArrayOutputStream table = new ByteArrayOutputStream();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private int entryCount;
  private int tensorCount;

  void text(String key, String value) {
    key(key, 8);
    text(entries, value);
  }

  void number(String key, int value) {
    key(key, 4);
    number(entries, 4, value);
  }

  void fraction(String key, float value) {
    key(key, 6);
    number(entries, 4, Float.floatToIntBits(value));
  }

  void truth(String key, boolean value) {
    key(key, 7);
    number(entries, 1, value ? 1 : 0);
  }

  void texts(String key, List<String> values) {
    list(key, 8, values.size());
    values.forEach(value -> text(entries, value));
  }

  void numbers(String key, List<Integer> values) {
    list(key, 5, values.size());
    values.forEach(value -> number(entries, 4, value));
  }

  void fractions(String key, List<Float> values) {
    list(key, 6, values.size());
    values.forEach(value -> number(entries, 4, Float.floatToIntBits(value)));
  }

  /// @param dimensions the fastest first
  void tensor(String name, List<Integer> dimensions, TensorType type, byte[] content) {
    text(table, name);
    number(table, 4, dimensions.size());
    dimensions.forEach(dimension -> number(table, 8, dimension));
    number(table, 4, type.code());
    number(table, 8, data.size());
    data.writeBytes(content);
    pad(data);
    tensorCount++;
  }

  byte[] file() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
    number(file, 4, 3);
    number(file, 8, tensorCount);
    number(file, 8, entryCount);
    file.writeBytes(entries.toByteArray());
    file.writeBytes(table.toByteArray());
    pad(file);
    file.writeBytes(data.toByteArray());
    return file.toByteArray();
  }

  private void key(String key, int type) {
    text(entries, key);
    number(entries, 4, type);
    entryCount++;
  }

  private void list(String key, int type, int count) {
    key(key, 9);
    number(entries, 4, type);
    number(entries, 8, count);
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    number(out, 8, utf8.length);
    out.writeBytes(utf8);
  }

  private static void number(ByteArrayOutputStream out, int bytes, long value) {
    byte[] all =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    out.write(all, 0, bytes);
  }

  private static void pad(ByteArrayOutputStream out) {
    out.writeBytes(new byte[Math.floorMod(-out.size(), ALIGNMENT)]);
  }
}
