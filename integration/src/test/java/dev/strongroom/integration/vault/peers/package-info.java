// SPDX-License-Identifier: Apache-2.0
/// The vault beside its real counterparts: browsers, providers, nodes and the libraries that people
/// use with them.
@NullMarked
package dev.strongroom.integration.vault.peers;

import org.jspecify.annotations.NullMarked;
