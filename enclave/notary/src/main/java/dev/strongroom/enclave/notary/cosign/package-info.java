// SPDX-License-Identifier: Apache-2.0
/// Signing checkpoints, and having them cosigned by witnesses.
@NullMarked
package dev.strongroom.enclave.notary.cosign;

import org.jspecify.annotations.NullMarked;
