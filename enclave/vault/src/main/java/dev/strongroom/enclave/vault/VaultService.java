// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.enclave.notary.Members;
import dev.strongroom.enclave.notary.NotaryService;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.ServiceException;

/// The vault as the service of an enclave, with the notary in it: what it does is entered in the
/// same log that anybody can have digests entered in.
public final class VaultService implements Service {
  /// Found among the measured jars.
  public VaultService() {}

  @Override
  public boolean contains(Service other) {
    return other instanceof NotaryService;
  }

  @Override
  public Handler start(Enclave enclave) throws ServiceException, InterruptedException {
    return Members.start(enclave, Vault::start);
  }
}
