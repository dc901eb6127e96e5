namespace Causeway.Messaging.Tests.Native;

/// <summary>A test that needs the C++ compiler.</summary>
internal sealed class CppFactAttribute : FactAttribute
{
    public CppFactAttribute()
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(static folder => File.Exists(Path.Combine(folder, "g++"))))
            Skip = "needs g++: install g++";
    }
}
