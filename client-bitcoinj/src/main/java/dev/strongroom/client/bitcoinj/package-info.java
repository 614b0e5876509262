// SPDX-License-Identifier: Apache-2.0
/// bitcoinj, with keys that stay in a vault.
@NullMarked
package dev.strongroom.client.bitcoinj;

import org.jspecify.annotations.NullMarked;
