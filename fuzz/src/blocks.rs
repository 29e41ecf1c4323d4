//! The allocator of the targets: the system's, with a few blocks kept for readers.
//!
//! Every file is read through a buffer of a quarter of a mebibyte, and the sanitizer maps one so large anew each time
//! and takes it apart again, which took four fifths of all time. Blocks of that one size are used again instead; all
//! others are the sanitizer's, and so are the bounds of these.

use std::alloc::{GlobalAlloc, Layout, System};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};

/// Buffers that are read through.
const BLOCK_BYTES: usize = 256 * 1024;

static KEPT: [AtomicPtr<u8>; 8] = [const { AtomicPtr::new(null_mut()) }; 8];

struct Blocks;

#[global_allocator]
static BLOCKS: Blocks = Blocks;

// SAFETY: every block is one that the system gave for a layout of this very size and alignment, it is in one slot at
// most, and whoever takes it out of its slot is the only one who has it.
unsafe impl GlobalAlloc for Blocks {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if is_block(layout) {
            let kept = KEPT.iter().map(|slot| slot.swap(null_mut(), Ordering::AcqRel)).find(|block| !block.is_null());
            if let Some(block) = kept {
                return block;
            }
        }
        // SAFETY: what is asked of this is asked of the system.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let keep = |slot: &AtomicPtr<u8>| {
            slot.compare_exchange(null_mut(), block, Ordering::AcqRel, Ordering::Relaxed).is_ok()
        };
        if is_block(layout) && KEPT.iter().any(keep) {
            return;
        }
        // SAFETY: what is asked of this is asked of the system, which gave the block.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        // SAFETY: what is asked of this is asked of the system, which gave the block; other than in a slot it is whole.
        unsafe { System.realloc(block, layout, bytes) }
    }
}

fn is_block(layout: Layout) -> bool {
    layout.size() == BLOCK_BYTES && layout.align() == 1
}
