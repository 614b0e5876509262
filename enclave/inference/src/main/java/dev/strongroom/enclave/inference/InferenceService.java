// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import dev.strongroom.enclave.notary.Members;
import dev.strongroom.enclave.notary.NotaryService;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.ServiceException;

/// The gateway as the service of an enclave, with the notary in it: receipts of answers are entries
/// of the same log that anybody can have digests entered in.
public final class InferenceService implements Service {
  /// Found among the measured jars.
  public InferenceService() {}

  @Override
  public boolean contains(Service other) {
    return other instanceof NotaryService;
  }

  @Override
  public Handler start(Enclave enclave) throws ServiceException, InterruptedException {
    return Members.start(enclave, Inference::start);
  }
}
