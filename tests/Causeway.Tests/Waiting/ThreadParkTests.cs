using Causeway.Waiting;

namespace Causeway.Tests.Waiting;

public sealed class ThreadParkTests
{
    [Fact]
    public void Sleep_WokenBefore_DoesNotBegin()
    {
        ThreadPark park = new();
        park.Wake();
        park.Wake();
        park.Sleep();
    }

    [Fact]
    public void Wake_BeforeDuringAndAfterFallingAsleep_IsNeverLost()
    {
        const int Rounds = 20_000;
        ThreadPark forth = new();
        ThreadPark back = new();
        int sent = 0;
        int answered = 0;
        Thread answering = new(() =>
        {
            for (int round = 1; round <= Rounds; round++)
            {
                while (Volatile.Read(ref sent) < round)
                    forth.Sleep();
                Volatile.Write(ref answered, round);
                back.Wake();
            }
        });
        answering.Start();
        for (int round = 1; round <= Rounds; round++)
        {
            Volatile.Write(ref sent, round);
            forth.Wake();
            while (Volatile.Read(ref answered) < round)
                back.Sleep();
        }

        answering.Join();
    }
}
