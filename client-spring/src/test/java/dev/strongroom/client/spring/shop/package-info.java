// SPDX-License-Identifier: Apache-2.0
/// What `docs/spring.md` shows.
@NullMarked
package dev.strongroom.client.spring.shop;

import org.jspecify.annotations.NullMarked;
