// SPDX-License-Identifier: Apache-2.0
/// web3j, with keys that stay in a vault.
@NullMarked
package dev.strongroom.client.web3j;

import org.jspecify.annotations.NullMarked;
