using System.Globalization;

namespace Causeway.TestHarness;

/// <summary>
/// A second process: a method of the test assembly in a .NET process of its own, or a C program of tests/Peers. Its
/// standard input and output are lines to and from the test; a watchdog kills it when it hangs.
/// </summary>
public sealed class Peer : IDisposable
{
    private static readonly TimeSpan s_watchdog = TimeSpan.FromSeconds(60);
    private readonly StreamWriter _input;
    private readonly StreamReader _output;
    private readonly Task<string> _errors;
    private readonly Timer _timer;
    private readonly string _name;
    private volatile bool _barked;

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
        _errors = ReadErrorsAsync(new PipeReadEnd(errors.Reader.Descriptor.Duplicate(), "peer's standard error"));
        _timer = new Timer(_ => Bark(), null, s_watchdog, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The process.</summary>
    public ChildProcess Process { get; }

    /// <summary>What it wrote to standard error, complete once it has ended.</summary>
    public string Errors => _errors.GetAwaiter().GetResult();

    /// <summary>Starts a static method <c>int M(string[])</c>, <c>void M(string[])</c> or <c>Task M(string[])</c> of a test assembly in a .NET process of its own.</summary>
    public static Peer StartDotnet(Delegate method, params string[] arguments) => new(method.Method.Name, DotnetOptions(method, arguments));

    /// <summary>How <see cref="StartDotnet"/> starts the method, for tests that add to it (<see cref="Start"/>).</summary>
    public static ChildProcessOptions DotnetOptions(Delegate method, params string[] arguments)
    {
        Type type = method.Method.DeclaringType!;
        string assembly = type.Assembly.Location;
        return new ChildProcessOptions(DotnetHost, ["exec", assembly, type.FullName!, method.Method.Name, .. arguments]);
    }

    /// <summary>Starts tests/Peers/NAME.c, compiled when that is newer than the program.</summary>
    public static Peer StartC(string name, params string[] arguments) => new(name, new ChildProcessOptions(CCompiler.Compile(name), arguments));

    /// <summary>Starts anything, with lines to and from the test.</summary>
    public static Peer Start(ChildProcessOptions options) => new(options.Program, options);

    /// <summary>The dotnet that runs this test.</summary>
    private static string DotnetHost { get; } =
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? (Path.GetFileName(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet");

    /// <summary>Writes a line to its standard input.</summary>
    public void Send(string line) => _input.WriteLine(line);

    /// <summary>Closes its standard input.</summary>
    public void CloseInput() => _input.Dispose();

    /// <summary>Its next line of standard output; null at the end.</summary>
    public string? ReadLine()
    {
        string? line = _output.ReadLine();
        if (line is null && _barked)
            throw new TimeoutException($"{_name} hung and was killed after {s_watchdog.TotalSeconds} s");
        return line;
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
        _timer.Dispose();
        Process.Kill();
        Process.WaitForExit();
        _input.Dispose();
        _output.Dispose();
        _errors.GetAwaiter().GetResult();
        Process.Dispose();
    }

    private static async Task<string> ReadErrorsAsync(PipeReadEnd errors)
    {
        using var reader = new StreamReader(errors);
        return await reader.ReadToEndAsync();
    }

    private void Bark()
    {
        _barked = true;
        Process.Kill();
    }
}
