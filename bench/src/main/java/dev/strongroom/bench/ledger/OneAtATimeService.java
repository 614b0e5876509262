// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.ledger;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;

/// What the notary is held against: one proof after the other, each with a conditional write of its
/// own to the host's store and a signature of its own.
public final class OneAtATimeService implements Service {
  private static final Bytes COUNTER = Bytes.utf8("counter");

  /// Found in the jar that the benchmark makes.
  public OneAtATimeService() {}

  @Override
  public Handler start(Enclave enclave) {
    return new OneByOne(enclave.storage(), SigningKey.generate(enclave.random()))::prove;
  }

  private static final class OneByOne {
    private final Storage storage;
    private final SigningKey key;
    private long counter;
    private long version = Storage.ABSENT;

    OneByOne(Storage storage, SigningKey key) {
      this.storage = storage;
      this.key = key;
    }

    synchronized Response prove(Request request) throws StorageException {
      String proof = counter + " " + request.body().hex();
      Bytes bytes = Bytes.utf8(proof);
      version = storage.put(COUNTER, version, bytes);
      counter++;
      Bytes signature = key.sign(bytes.toByteArray());
      return Response.json(
          200, "{\"proof\":\"" + proof + "\",\"signature\":\"" + signature.hex() + "\"}");
    }
  }
}
