// SPDX-License-Identifier: Apache-2.0
/// The root secret from a quorum of operators (`docs/root-secret.md`): made once inside an enclave
/// and split into shares, one for each operator; put together at each boot from as many shares as
/// the threshold says.
@NullMarked
package dev.strongroom.enclave.runtime.quorum;

import org.jspecify.annotations.NullMarked;
