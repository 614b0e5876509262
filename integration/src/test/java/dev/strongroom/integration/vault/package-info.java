// SPDX-License-Identifier: Apache-2.0
/// The command line and the server for models, asking a vault.
@NullMarked
package dev.strongroom.integration.vault;

import org.jspecify.annotations.NullMarked;
