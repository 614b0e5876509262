// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.anchor.Anchors;
import dev.strongroom.enclave.notary.cosign.Cosigned;
import dev.strongroom.enclave.notary.cosign.Cosigner;
import dev.strongroom.enclave.notary.sequence.Content;
import dev.strongroom.enclave.notary.sequence.Placed;
import dev.strongroom.enclave.notary.store.EntryStore;
import dev.strongroom.enclave.notary.store.LedgerStore;
import dev.strongroom.enclave.notary.tree.LogTree;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.Leaf;
import dev.strongroom.ledger.merkle.InclusionProof;
import dev.strongroom.ledger.merkle.InvalidProofException;
import dev.strongroom.ledger.merkle.RangeProof;
import dev.strongroom.ledger.receipt.CompactReceipt;
import dev.strongroom.ledger.receipt.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes receipts of entries that are in the log. Tiles that are read again are only as good as the
/// host, so no proof leaves unchecked that was made from them.
record Receipts(
    Enclave enclave,
    LogTree<StorageException> tree,
    LedgerStore store,
    Cosigner cosigner,
    Anchors anchors,
    EarlierEpochs earlier) {

  /// Of all digests of a request.
  CompactReceipt compact(Placed placed) throws NotaryException {
    if (!(placed.body().content() instanceof Content.Proofs proofs)) {
      throw new NotaryException(NotaryRefusal.KEY_REUSED);
    }
    Cosigned cosigned = placed.cosigned();
    long start = placed.body().start();
    try {
      return new CompactReceipt(
          enclave.device().simulated(),
          proofs.template(),
          placed.body().seed(),
          start,
          range(placed, proofs),
          cosigned.checkpoint(),
          cosigned.reference(),
          cosigned.coseSignature(),
          cosigned.anchors());
    } catch (StorageException e) {
      throw new NotaryException(Notary.refusal(e.failure()));
    }
  }

  /// Tiles that are read again are only as good as the host, so the proof is checked: it costs
  /// hashes of the request's own leaves.
  private List<Bytes> range(Placed placed, Content.Proofs proofs)
      throws StorageException, NotaryException {
    Cosigned cosigned = placed.cosigned();
    long start = placed.body().start();
    RangeProof range = tree.range(start, start + proofs.count(), cosigned.size());
    if (start < cosigned.epoch().statement().index()) {
      List<Bytes> leaves = new ArrayList<>();
      List<Bytes> entries = proofs.encoded();
      for (int i = 0; i < entries.size(); i++) {
        leaves.add(Leaf.committing(entries.get(i), Leaf.salt(placed.body().seed(), i)).hash());
      }
      try {
        if (!range.expand(leaves).root().equals(cosigned.checkpoint().checkpoint().root())) {
          throw new NotaryException(NotaryRefusal.STORE_CORRUPT);
        }
      } catch (InvalidProofException e) {
        throw new NotaryException(NotaryRefusal.STORE_CORRUPT);
      }
    }
    return range.path();
  }

  /// Of one entry.
  Receipt receipt(Placed placed, int position) throws NotaryException {
    Cosigned cosigned = placed.cosigned();
    long index = placed.body().start() + position;
    try {
      Entry entry = Entry.parse(placed.body().content().encoded().get(position));
      Leaf leaf = placed.body().content().leaf(entry.encoded(), placed.body().seed(), position);
      InclusionProof inclusion = tree.inclusion(index, cosigned.size());
      // Tiles that are read again are only as good as the host.
      inclusion.check(leaf.hash(), cosigned.checkpoint().checkpoint().root());
      return new Receipt(
          enclave.device().simulated(),
          entry,
          leaf instanceof Leaf.Open
              ? Optional.empty()
              : Optional.of(Leaf.salt(placed.body().seed(), position)),
          index,
          inclusion.path(),
          cosigned.checkpoint(),
          new Receipt.Epoch(cosigned.epoch(), cosigned.epochInclusion().path()),
          cosigned.coseSignature(),
          cosigned.anchors(),
          Optional.empty());
    } catch (StorageException e) {
      throw new NotaryException(Notary.refusal(e.failure()));
    } catch (MalformedLedgerException | InvalidProofException e) {
      throw new NotaryException(NotaryRefusal.STORE_CORRUPT);
    }
  }

  /// Of the entries about something, the latest first: of a checkpoint with anchors where there is
  /// one.
  ///
  /// @param tag the digest, or what else the entries are tagged with
  /// @param before only of entries with a lesser index
  List<Receipt> find(Bytes tag, long before, int most) throws NotaryException {
    Optional<Cosigned> latest = cosigner.latest();
    List<Receipt> receipts = new ArrayList<>();
    try {
      for (EntryStore.Found found : store.entries().find(tag, before, most)) {
        long index = found.body().start() + found.position();
        if (latest.isPresent() && index < latest.get().size()) {
          receipts.add(
              receipt(new Placed(found.body(), shown(index, latest.get())), found.position()));
        }
      }
      return receipts;
    } catch (StorageException e) {
      throw new NotaryException(Notary.refusal(e.failure()));
    }
  }

  /// The tree that shows an entry best: of its own epoch, with anchors where there are any.
  private Cosigned shown(long index, Cosigned latest) throws StorageException {
    return index < latest.epoch().statement().index()
        ? earlier.covering(index).orElse(latest)
        : anchors.best(index, latest);
  }
}
