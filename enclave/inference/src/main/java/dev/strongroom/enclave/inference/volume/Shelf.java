// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

/// A list of an owner's volumes of one kind. It is a volume itself, whose entries have no content.
public enum Shelf {
  /// Conversations.
  CONVERSATIONS("conversations", 1000),
  /// Responses that were to be stored.
  RESPONSES("responses", 1000),
  /// Collections to search.
  VECTOR_STORES("vector_stores", 100);

  private final String id;
  private final int most;

  Shelf(String id, int most) {
    this.id = id;
    this.most = most;
  }

  /// Its id, also in heads.
  public String id() {
    return id;
  }

  /// How many there may be.
  public int most() {
    return most;
  }
}
