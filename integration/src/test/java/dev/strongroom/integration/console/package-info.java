// SPDX-License-Identifier: Apache-2.0
/// The page of a live enclave, in a browser.
@NullMarked
package dev.strongroom.integration.console;

import org.jspecify.annotations.NullMarked;
