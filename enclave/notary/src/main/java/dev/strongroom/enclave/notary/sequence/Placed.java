// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.sequence;

import dev.strongroom.enclave.notary.cosign.Cosigned;
import dev.strongroom.enclave.notary.store.Body;

/// Where a request's entries are, and the cosigned tree that shows it.
///
/// @param body the entries and the place of the first
/// @param cosigned a tree that holds them
public record Placed(Body body, Cosigned cosigned) {}
