// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

/// Why the notary answers without a receipt.
public enum NotaryRefusal {
  /// Too much is waiting already. Nothing was entered.
  BUSY("busy", 503, "too much is waiting; try again in a second"),
  /// The host's disk is full. Nothing was entered.
  DISK_FULL("disk-full", 507, "the host's disk is full"),
  /// The host's store failed. Nothing was entered.
  STORE_UNAVAILABLE("store-unavailable", 503, "the host's store can't be reached"),
  /// The host's store gave out something else than was stored.
  STORE_CORRUPT("store-corrupt", 500, "the host's store was changed"),
  /// Not enough witnesses cosigned in time. It was entered; ask again, with the same idempotency
  /// key.
  WITNESSES_MISSING(
      "witnesses-missing",
      503,
      "not enough witnesses cosigned in time; it was entered, ask again with the same idempotency"
          + " key"),
  /// The host's store failed after the entry was durable, so that its digests can't be found by.
  /// Asked again with the same idempotency key, both is made up for.
  ENTERED_NOT_FOUND(
      "entered-not-found",
      503,
      "it was entered, but the host's store failed then; ask again with the same idempotency key"),
  /// The host's store is slow. Whether it will be entered isn't known.
  STORE_SLOW(
      "store-slow",
      503,
      "the host's store didn't answer in time; it may be entered yet, ask again with the same"
          + " idempotency key"),
  /// An anchor that the settings require isn't there. It was entered; ask again, with the same
  /// idempotency key.
  ANCHOR_MISSING(
      "anchor-missing",
      503,
      "a required anchor isn't there; it was entered, ask again with the same idempotency key"),
  /// The settings require a beacon's value, and there is none young enough. Nothing was entered.
  BEACON_MISSING("beacon-missing", 503, "the beacon has no value that is young enough"),
  /// The idempotency key stands for another request.
  KEY_REUSED("idempotency-key-reused", 422, "the idempotency key stands for another request"),
  /// This enclave doesn't write the log, and none that does is to be found. Nothing was entered.
  NO_WRITER("no-writer", 503, "no enclave writes the log at the moment; try again in a second"),
  /// The enclave that writes the log was asked, and its answer got lost.
  WRITER_LOST(
      "writer-lost",
      503,
      "the enclave that writes the log went while it was asked; it may have been done, ask again"
          + " with the same idempotency key where there is one"),
  /// A member asked this enclave for the writer, which it isn't any more. Nothing was entered.
  NOT_THE_WRITER("not-the-writer", 503, "this enclave doesn't write the log now"),
  /// The enclave that writes the log answered with something else than a receipt of what was asked.
  WRONG_RECEIPT("wrong-receipt", 500, "the writer's receipt isn't one for these digests"),
  /// The notary has stopped, or another enclave took over.
  STOPPED("stopped", 503, "the notary has stopped");

  private final String code;
  private final int status;
  private final String words;

  NotaryRefusal(String code, int status, String words) {
    this.code = code;
    this.status = status;
    this.words = words;
  }

  /// The stable name.
  public String code() {
    return code;
  }

  /// The status of HTTP.
  public int status() {
    return status;
  }

  /// For people.
  public String words() {
    return words;
  }
}
