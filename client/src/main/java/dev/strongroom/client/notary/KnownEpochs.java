// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.notary;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.receipt.CompactReceipt.EpochReference;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Epochs' entries by their digests, each fetched once.
final class KnownEpochs {
  private static final int CAPACITY = 16;
  private static final int MAX_ENTRY = 1 << 16;

  private final NotaryRequests requests;
  private final Map<Bytes, EpochEntry> known = new LinkedHashMap<>();

  KnownEpochs(NotaryRequests requests) {
    this.requests = requests;
  }

  /// The entry that is referred to.
  EpochEntry of(EpochReference reference)
      throws IOException, InterruptedException, NotaryRefusedException, UnusableAnswerException {
    synchronized (known) {
      EpochEntry entry = known.get(reference.sha256());
      if (entry != null) {
        return entry;
      }
    }
    EpochEntry fetched = fetch(reference.index());
    if (!sha256(fetched.entry().encoded()).equals(reference.sha256())) {
      throw new UnusableAnswerException("the epoch's entry isn't the one that is referred to");
    }
    synchronized (known) {
      known.put(reference.sha256(), fetched);
      if (known.size() > CAPACITY) {
        known.remove(known.keySet().iterator().next());
      }
    }
    return fetched;
  }

  /// The entry at an index, as the notary answers it now.
  EpochEntry fetch(long index)
      throws IOException, InterruptedException, NotaryRefusedException, UnusableAnswerException {
    NotaryRequests.Answer answer = requests.get("v1/log/epochs/" + index, MAX_ENTRY);
    if (answer.status() != 200) {
      throw answer.refusal();
    }
    try {
      return EpochEntry.parse(NotaryClient.entry(answer.text()));
    } catch (MalformedLedgerException e) {
      throw new UnusableAnswerException(e.getMessage(), e);
    }
  }

  private static Bytes sha256(Bytes bytes) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      bytes.updateTo(sha256);
      return Bytes.copyOf(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
