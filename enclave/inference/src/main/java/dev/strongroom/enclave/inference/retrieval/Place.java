// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.retrieval;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// Where a model puts a text: a direction, of length 1. Not to be changed.
final class Place {
  /// Dimensions.
  static final int MOST = 8192;

  private final float[] values;

  private Place(float[] values) {
    this.values = values;
  }

  /// The direction of what a model said.
  ///
  /// @return empty if it has none: no dimensions or too many, all zero, or not finite
  static Optional<Place> of(List<Double> said) {
    double square = 0;
    for (double value : said) {
      square += value * value;
    }
    if (said.isEmpty() || said.size() > MOST || !Double.isFinite(square) || square <= 0) {
      return Optional.empty();
    }
    double length = Math.sqrt(square);
    float[] values = new float[said.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (said.get(i) / length);
    }
    return Optional.of(new Place(values));
  }

  /// Reads what [#writeTo] wrote.
  ///
  /// @throws IllegalArgumentException if it didn't
  static Place read(ByteBuffer from) {
    int count = from.remaining() < Integer.BYTES ? 0 : from.getInt();
    if (count < 1 || count > MOST || count > from.remaining() / Float.BYTES) {
      throw new IllegalArgumentException("not a place");
    }
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = from.getFloat();
    }
    return new Place(values);
  }

  int dimensions() {
    return values.length;
  }

  /// In bytes, as it is written.
  int length() {
    return Integer.BYTES + values.length * Float.BYTES;
  }

  void writeTo(ByteBuffer to) {
    to.putInt(values.length);
    for (float value : values) {
      to.putFloat(value);
    }
  }

  /// The cosine of the angle between them: -1 to 1.
  ///
  /// @param other of as many dimensions
  double cosine(Place other) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += (double) values[i] * other.values[i];
    }
    return Math.clamp(sum, -1, 1);
  }
}
