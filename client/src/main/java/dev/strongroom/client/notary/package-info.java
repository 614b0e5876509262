// SPDX-License-Identifier: Apache-2.0
/// A notary's clients: digests go out, receipts that stand alone come back (`docs/prove.md`).
@NullMarked
package dev.strongroom.client.notary;

import org.jspecify.annotations.NullMarked;
