// SPDX-License-Identifier: Apache-2.0
/// Images that are built, booted on the emulated machine and asked what they find
/// (`emulator/test`).
@NullMarked
package dev.strongroom.integration.boot;

import org.jspecify.annotations.NullMarked;
