using System.Globalization;

namespace Causeway.TestHarness;

/// <summary>
/// A second process: a method of the test assembly in a .NET process of its own, or a C program of tests/Peers. Its
/// standard input and output are lines to and from the test; a watchdog kills it when it hangs.
/// </summary>
public sealed class Peer : IDisposable
{
    /// <summary>It ends what hangs and measures nothing: a compiler or a whole test's partner may have few turns where others use the machine too.</summary>
    private static readonly TimeSpan s_watchdog = TimeSpan.FromMinutes(TestLoad.IsLong ? 10 : 3);

    /// <summary>How long what was said before the end is waited for where a descendant holds standard error open.</summary>
    private static readonly TimeSpan s_drain = TimeSpan.FromSeconds(20);
    private readonly StreamWriter _input;
    private readonly StreamReader _output;
    private readonly PeerErrors _errors;
    private readonly CancellationTokenSource _watchdog = new(s_watchdog);
    private readonly CancellationTokenRegistration _bark;
    private readonly string _name;
    private volatile bool _barked;
    private bool _disposed;

    private Peer(string name, ChildProcessOptions options)
    {
        _name = name;
        using AnonymousPipe input = AnonymousPipe.Create();
        using AnonymousPipe output = AnonymousPipe.Create();
        using AnonymousPipe errors = AnonymousPipe.Create();
        options.Descriptors[0] = input.Reader.Descriptor;
        options.Descriptors[1] = output.Writer.Descriptor;
        options.Descriptors[2] = errors.Writer.Descriptor;
        Process = ChildProcess.Start(options);
        _input = new StreamWriter(new PipeWriteEnd(input.Writer.Descriptor.Duplicate(), "peer's standard input")) { AutoFlush = true };
        _output = new StreamReader(new PipeReadEnd(output.Reader.Descriptor.Duplicate(), "peer's standard output"));
        _errors = new PeerErrors(new PipeReadEnd(errors.Reader.Descriptor.Duplicate(), "peer's standard error"));
        _bark = _watchdog.Token.Register(Bark);
    }

    /// <summary>The process.</summary>
    public ChildProcess Process { get; }

    /// <summary>What it wrote to standard error, complete once it has ended and no descendant holds it open.</summary>
    public string Errors => _errors.ReadToEnd(HasEnded ? s_drain : s_watchdog);

    private bool HasEnded => _barked || Process.HasExited;

    /// <summary>Starts a static method <c>int M(string[])</c>, <c>void M(string[])</c> or <c>Task M(string[])</c> of a test assembly in a .NET process of its own.</summary>
    public static Peer StartDotnet(Delegate method, params string[] arguments) => new(method.Method.Name, DotnetOptions(method, arguments));

    /// <summary>How <see cref="StartDotnet"/> starts the method, for tests that add to it (<see cref="Start"/>).</summary>
    public static ChildProcessOptions DotnetOptions(Delegate method, params string[] arguments)
    {
        Type type = method.Method.DeclaringType!;
        string assembly = type.Assembly.Location;
        return new ChildProcessOptions(DotnetHost, ["exec", assembly, type.FullName!, method.Method.Name, .. arguments]);
    }

    /// <summary>The same in a process that may have so many descriptors (RLIMIT_NOFILE): few, so that a test can take them all.</summary>
    public static Peer StartDotnetLimited(int descriptors, Delegate method, params string[] arguments)
    {
        ChildProcessOptions dotnet = DotnetOptions(method, arguments);
        string script = string.Create(CultureInfo.InvariantCulture, $"ulimit -n {descriptors} && exec \"$0\" \"$@\"");
        return new Peer(method.Method.Name, new ChildProcessOptions("sh", ["-c", script, dotnet.Program, .. dotnet.Arguments]));
    }

    /// <summary>Starts tests/Peers/NAME.c, compiled when that is newer than the program.</summary>
    public static Peer StartC(string name, params string[] arguments) => new(name, new ChildProcessOptions(CCompiler.Compile(name), arguments));

    /// <summary>Starts anything, with lines to and from the test.</summary>
    public static Peer Start(ChildProcessOptions options) => new(options.Program, options);

    /// <summary>The dotnet that runs this test.</summary>
    private static string DotnetHost { get; } =
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? (Path.GetFileName(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet");

    /// <summary>Writes a line to its standard input.</summary>
    public void Send(string line)
    {
        try
        {
            _input.WriteLineAsync(line.AsMemory(), _watchdog.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            throw Hung();
        }
    }

    /// <summary>Closes its standard input.</summary>
    public void CloseInput() => _input.Dispose();

    /// <summary>Its next line of standard output; null at the end.</summary>
    public string? ReadLine()
    {
        try
        {
            string? line = _output.ReadLineAsync(_watchdog.Token).AsTask().GetAwaiter().GetResult();
            return line is null && _barked ? throw Hung() : line;
        }
        catch (OperationCanceledException)
        {
            throw Hung();
        }
    }

    /// <summary>Reads its next line of standard output and fails unless it is this one.</summary>
    public void Expect(string line)
    {
        string? actual = ReadLine();
        if (actual != line)
            throw new InvalidOperationException($"{_name} said \"{actual ?? "(end)"}\" instead of \"{line}\"; standard error: {(actual is null ? Errors : "(still open)")}");
    }

    /// <summary>Waits for its end and fails unless it exits with 0.</summary>
    public void ExpectSuccess()
    {
        ChildExitStatus status = Process.WaitForExit();
        if (!status.IsSuccess)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{_name}: {status}{(_barked ? " (hung: killed by the watchdog)" : "")}; standard error: {Errors}"));
    }

    /// <summary>Kills it if it still runs, and waits until it is reaped.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;

        // Waits for a bark that is under way.
        _bark.Dispose();
        Process.Kill();
        Process.WaitForExit();
        _input.Dispose();
        _output.Dispose();
        _errors.Dispose();
        Process.Dispose();
        _watchdog.Dispose();
    }

    private void Bark()
    {
        _barked = true;
        Process.Kill();
    }

    private TimeoutException Hung() =>
        new(string.Create(CultureInfo.InvariantCulture, $"{_name} hung and was killed after {s_watchdog.TotalSeconds} s; standard error: {Errors}"));
}
