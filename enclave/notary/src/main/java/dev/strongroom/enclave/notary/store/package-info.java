// SPDX-License-Identifier: Apache-2.0
/// What the notary keeps in the host's store.
@NullMarked
package dev.strongroom.enclave.notary.store;

import org.jspecify.annotations.NullMarked;
