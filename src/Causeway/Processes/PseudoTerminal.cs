using System.Diagnostics.CodeAnalysis;
using System.Text;
using Causeway.Sys;

namespace Causeway;

/// <summary>
/// A new pseudo-terminal (pty(7)): this process has its master as a stream, a child started with
/// <see cref="ChildProcessOptions.PseudoTerminal"/> has the slave as its terminal.
/// </summary>
/// <remarks>
/// <para>
/// What is read is what the child prints, with the terminal's line ends (<c>\r\n</c>) and the echo of what is written.
/// What is written is what is typed: <c>\u0003</c> is Ctrl-C, SIGINT for the child's foreground group; <c>\u0004</c> at the
/// start of a line is the end of input. The stream ends when the last process that has the slave has closed it.
/// </para>
/// <para>
/// A start that fails may have had the slave open for a moment: then the stream is at its end. Make a new terminal for the next start.
/// </para>
/// <para>One reader and one writer at a time. Disposing hangs the terminal up: its session gets SIGHUP.</para>
/// </remarks>
[SuppressMessage("Naming", "CA1710", Justification = "What it is to its users is a terminal.")]
public sealed class PseudoTerminal : Stream
{
    private const int MaxPathBytes = 64;
    private readonly PipeReadEnd _output;
    private readonly PipeWriteEnd _input;

    private PseudoTerminal(SafeFileDescriptor master, string slavePath)
    {
        Descriptor = master;
        SlavePath = slavePath;
        _output = new PipeReadEnd(master, slavePath);
        _input = new PipeWriteEnd(master, slavePath);
    }

    /// <summary>The master.</summary>
    public SafeFileDescriptor Descriptor { get; }

    /// <summary>The slave's path, such as <c>/dev/pts/3</c>.</summary>
    public string SlavePath { get; }

    /// <summary>The terminal's size (TIOCGWINSZ). Setting it sends SIGWINCH to the foreground group where it differs (TIOCSWINSZ).</summary>
    public TerminalSize Size
    {
        get
        {
            LibC.winsize size = default;
            Control("ioctl(TIOCGWINSZ)", LibC.TIOCGWINSZ, ref size);
            return new TerminalSize(size.ws_col, size.ws_row);
        }

        set
        {
            LibC.winsize size = new() { ws_col = value.Columns, ws_row = value.Rows };
            Control("ioctl(TIOCSWINSZ)", LibC.TIOCSWINSZ, ref size);
        }
    }

    /// <summary>How many bytes can be read now (FIONREAD).</summary>
    public int BytesAvailable => _output.BytesAvailable;

    /// <inheritdoc/>
    public override bool CanRead => !Descriptor.IsClosed;

    /// <inheritdoc/>
    public override bool CanWrite => !Descriptor.IsClosed;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw NoPosition();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw NoPosition();
        set => throw NoPosition();
    }

    /// <summary>Makes one (posix_openpt(3)), for one child.</summary>
    /// <param name="size">80 columns and 24 rows unless given.</param>
    /// <exception cref="SyscallException">ENOSPC: as many as /proc/sys/kernel/pty/max allows. EMFILE: the process is at its descriptor limit. ENOENT: /dev/ptmx or /dev/pts is not mounted.</exception>
    public static PseudoTerminal Create(TerminalSize? size = null)
    {
        int descriptor = LibC.posix_openpt(LibC.O_RDWR | LibC.O_NOCTTY | LibC.O_CLOEXEC);
        Errno error = Errno.Last;
        if (descriptor < 0)
            throw SyscallFailure.Opening("posix_openpt", objectName: null, error, error == Errno.ENOSPC ? "raise /proc/sys/kernel/pty/max" : null);
        var master = new SafeFileDescriptor(descriptor);
        try
        {
            return new PseudoTerminal(master, Unlock(master)) { Size = size ?? new TerminalSize(80, 24) };
        }
        catch
        {
            master.Dispose();
            throw;
        }
    }

    /// <summary>Reads what the child printed; 0 once nobody has the terminal open any more.</summary>
    /// <inheritdoc cref="PipeReadEnd.Read(Span{byte})" path="/exception"/>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            return _output.Read(buffer);
        }
        catch (SyscallException e) when (e.Errno == Errno.EIO)
        {
            return 0;
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _output.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (SyscallException e) when (e.Errno == Errno.EIO)
        {
            return 0;
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <summary>Types. Waits while the terminal's input is full.</summary>
    /// <inheritdoc cref="PipeWriteEnd.Write(ReadOnlySpan{byte})" path="/exception"/>
    public override void Write(ReadOnlySpan<byte> buffer) => _input.Write(buffer);

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _input.WriteAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is buffered here: write(2) has handed it to the kernel.
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw NoPosition();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw NoPosition();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _output.Dispose();
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    private static unsafe string Unlock(SafeFileDescriptor master)
    {
        int result = LibC.grantpt(master);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Create("grantpt", master.ToString(), error);
        result = LibC.unlockpt(master);
        error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Create("unlockpt", master.ToString(), error);
        byte* path = stackalloc byte[MaxPathBytes];
        result = LibC.ptsname_r(master, path, MaxPathBytes);
        if (result != 0)
            throw SyscallFailure.Create("ptsname_r", master.ToString(), new Errno(result));
        return Encoding.UTF8.GetString(System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(path));
    }

    private unsafe void Control(string operation, nuint request, ref LibC.winsize size)
    {
        fixed (LibC.winsize* argument = &size)
        {
            int result = LibC.ioctl(Descriptor, request, (int*)argument);
            Errno error = Errno.Last;
            if (result != 0)
                throw SyscallFailure.Create(operation, SlavePath, error);
        }
    }

    private static NotSupportedException NoPosition() => new("A terminal has neither a length nor a position.");
}
