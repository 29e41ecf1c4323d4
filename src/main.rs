//! The program: arguments in, exit status out.

use clap::Parser;
use std::io::{BufWriter, Write};
use std::process::ExitCode;
use upprop::cli::{self, Args, Streams};

#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args = Args::parse();
    cli::install_log(&args);
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "upprop: cannot start: {error}");
            return ExitCode::from(2);
        }
    };
    let mut data = BufWriter::new(std::io::stdout().lock());
    // Not locked: other threads log there too.
    let mut messages = std::io::stderr();
    let status = runtime.block_on(cli::main(args, Streams { data: &mut data, messages: &mut messages }));
    // A run that was given up has no say in when the program ends.
    runtime.shutdown_background();
    match data.flush() {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => ExitCode::from(2),
        _ => status,
    }
}
